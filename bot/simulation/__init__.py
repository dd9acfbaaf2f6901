"""A synthetic district: invented residents and units live some months through the real domain code."""
