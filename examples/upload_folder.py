"""Upload the files of a folder: `python examples/upload_folder.py FOLDER`.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import hashlib
import os
import sys
from getpass import getpass
from pathlib import Path

import mwtyped

DESCRIPTION = "From the folder {folder}.\n[[Category:Uploads of our bot]]"


def is_there(site: mwtyped.Site, file: Path) -> bool:
    """Tell whether the wiki has a file of the same bytes, under any name."""
    with file.open("rb") as stream:
        sha1 = hashlib.file_digest(stream, "sha1").hexdigest()
    return any(site.allimages(sha1=sha1, generator=False, max_items=1))


def upload_folder(site: mwtyped.Site, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Upload what the wiki has not; give the names of new files, and why others were not uploaded."""
    uploaded: list[str] = []
    refused: dict[str, str] = {}
    text = DESCRIPTION.format(folder=folder.name)
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        if is_there(site, file):
            continue
        try:
            result = site.upload(file, file.name, text, comment="Upload of a folder")
        except (mwtyped.FileExists, mwtyped.UploadRefused) as error:  # its name, its type, its size
            refused[file.name] = str(error)
            continue
        if result.warnings is not None:  # nothing was published: look before you do it with `ignore=True`
            refused[file.name] = ", ".join(result.warnings.keys())
        else:
            uploaded.append(result.filename or file.name)
    return uploaded, refused


def main() -> None:
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="UploadFolder/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
    uploaded, refused = upload_folder(site, Path(sys.argv[1]))
    print(f"{len(uploaded)} files uploaded")
    for name, why in refused.items():
        print(f"{name}: {why}", file=sys.stderr)


if __name__ == "__main__":
    main()
