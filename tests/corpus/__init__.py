"""The probe corpus on both wikis: nothing unknown, nothing missing, and each field there or away as it should be."""
