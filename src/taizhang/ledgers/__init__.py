"""Filing and review: submissions, versions, rows, evidence; the projection that figures read."""
