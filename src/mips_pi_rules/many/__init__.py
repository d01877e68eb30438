"""Many documents: a row for each, over processes, Arrow tables and clusters."""
