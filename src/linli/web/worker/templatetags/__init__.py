"""Words of the worker's templates."""
