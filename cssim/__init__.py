"""cssim: simulate a customer-service contact center."""
