"""Vietnamese text: normalisation, segmentation, diacritics, OCR repair, legacy encodings. Knows nothing of plans."""
