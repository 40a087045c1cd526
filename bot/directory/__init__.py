"""Who is in the network: profiles, the offices that people hold, and leaving."""
