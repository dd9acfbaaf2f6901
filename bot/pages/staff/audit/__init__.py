"""操作记录: who did what, in words."""
