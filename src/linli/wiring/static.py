"""Static files: named by their content and compressed once collected, plain names before that."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Content-named files after `collectstatic`; before it (tests, `linli shell`) the plain names."""

    support_js_module_import_aggregation = True
    """A script imports others by their content-named files too, so an old page never runs a new part."""

    def stored_name(self, name: str) -> str:
        """Return the content-named file, or `name` itself when it was not collected."""
        if not self.hashed_files:
            return name
        stored: str = super().stored_name(name)
        return stored
