"""The domain: questions, practice records, and how one finds the other. Knows neither database nor chat."""
