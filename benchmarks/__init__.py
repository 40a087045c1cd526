"""One script per question that the project claims a number for; results/ holds what they printed."""
