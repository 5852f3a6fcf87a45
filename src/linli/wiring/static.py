"""Static files: named by their content and compressed once collected, plain names before that."""

from functools import cached_property

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Content-named files after `collectstatic`; before it (tests, `linli shell`) the plain names."""

    support_js_module_import_aggregation = True
    """A script imports others by their content-named files too, so an old page never runs a new part."""

    @cached_property
    def _addresses(self) -> dict[str | None, str]:
        return {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file; worked out once, for a page names dozens and a file's stays."""
        if force:
            return str(super().url(name or "", force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name or ""))
        return self._addresses[name]

    def save_manifest(self) -> None:
        """Write down the names by content; from now on addresses have them."""
        super().save_manifest()
        self._addresses.clear()

    def stored_name(self, name: str) -> str:
        """Return the content-named file, or `name` itself when it was not collected."""
        if not self.hashed_files:
            return name
        stored: str = super().stored_name(name)
        return stored
