// Puts parts into the page that take longer than the page itself; without this script they are links.
"use strict";
for (const place of document.querySelectorAll("[data-part]")) {
  fetch(place.dataset.part, { headers: { accept: "text/html" } })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => {
      // The server has escaped what articles and readers wrote.
      if (text) place.innerHTML = text;
    })
    .catch(() => {});
}
