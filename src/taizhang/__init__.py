"""Taizhang (台账): records in, figures out, every figure opens."""
