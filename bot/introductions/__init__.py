"""From the wish to meet a peer to what came of it: choosing, asking, bringing together, following up."""
