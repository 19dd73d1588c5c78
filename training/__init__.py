"""How the shipped language models are made; nothing here is needed to use them."""
