"""What attendance means: the model, the policy and the use cases. Standard library only."""
