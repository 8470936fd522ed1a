"""Facts of films from databases of others, when the owner wants them: one interface, one provider so far."""
