"""Office files (zip of XML parts) changed in place: what nobody touched stays byte for byte."""
