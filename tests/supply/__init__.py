"""What Handoff is installed with: which versions, under which licences, with which published weaknesses."""
