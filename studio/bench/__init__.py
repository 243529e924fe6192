"""`storyreel bench`: measures the speeds that the program promises, as it is installed, on this machine."""
