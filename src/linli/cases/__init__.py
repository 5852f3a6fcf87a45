"""The one case engine: signal, case, dispatch, handle, verify, close, rate."""
