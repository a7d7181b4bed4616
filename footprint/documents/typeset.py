"""The child process that sets a PDF: reads one JSON object, writes the PDF.

Run as a file, apart from the package, so that typst's memory is given back after each document.
"""

import json
import sys

import typst


def main() -> int:
    """Set what standard input asks for. A refusal goes to standard error."""
    job = json.load(sys.stdin)
    try:
        pdf = typst.compile(
            job["template"],
            font_paths=[job["font_folder"]],
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(job["document"])},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=job["timestamp"],
        )
    except typst.TypstError as error:
        print(error.diagnostic or error.message, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
