"""Packs (数据包): folders of data files read into engine types, checked as a whole. No Django, no analytics."""
