"""What other apps may want to hear of."""

from django.dispatch import Signal

# Videos became one, in the transaction in which this is sent. `kept`: the id of the one that stays; `gone`: those that go right afterwards.
# What belongs to these has to move over now, or goes with them.
videos_merged = Signal()
