"""The pages of staff, under /staff: NiceGUI on the same application, behind the gate."""
