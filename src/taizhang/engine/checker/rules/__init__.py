"""One module a kind of relation. Each proposes claims from the words and places of numbers; none decides."""
