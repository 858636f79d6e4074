mod bug;
