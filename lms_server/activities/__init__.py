"""Imported activities (SCORM, H5P) as extra material: kept, played in a sandbox, resumed."""
