"""Footprint: the reviewing service for children in care, with every figure traceable."""
