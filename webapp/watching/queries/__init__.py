"""Questions about what people watch. All begin with what the viewer may see, and cost a fixed number of queries."""
