"""One module a kind of relation. Each proposes claims from the words and the places of numbers; none of them decides."""
