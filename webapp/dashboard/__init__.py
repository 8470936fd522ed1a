"""What the owner sees first in the admin: what goes on, what needs them, what it takes."""
