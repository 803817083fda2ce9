"""Bureau, sections, schools, zones, posts, leading groups: all dated."""
