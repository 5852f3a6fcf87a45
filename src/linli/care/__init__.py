"""Those who live alone: whom to look after by their consent, and what to do when nothing is heard."""
