"""Schemas: the model, Table Schema files, header mapping, compilation to pandera."""
