"use strict";
(() => {
  const plain = (text) => text.toLowerCase().replaceAll("\u202f", "");

  const watch = (part) => {
    const rows = Array.from(part.querySelectorAll("tbody tr"));
    const search = part.querySelector("input[type=search]");
    const selects = Array.from(part.querySelectorAll("select"));
    const status = part.querySelector("[role=status]");
    const table = part.querySelector("table");
    const nothing = part.querySelector(".nothing");
    let texts = null;

    const narrow = () => {
      texts = texts || rows.map((row) => plain(row.textContent));
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, place) => {
        const fits =
          selects.every((one) => !one.value || row.dataset[one.dataset.by] === one.value) &&
          words.every((word) => texts[place].includes(word));
        row.hidden = !fits;
        shown += Number(fits);
      });
      table.hidden = !shown;
      nothing.hidden = Boolean(shown);
      status.textContent = `${shown} of ${rows.length} shown`;
    };

    search.addEventListener("input", narrow);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        search.value = "";
        narrow();
      }
    });
    selects.forEach((one) => one.addEventListener("change", narrow));
    part.querySelector(".controls").hidden = false;

    const heading = part.querySelector("h2").id;
    document.querySelectorAll(`a[data-pick][href="#${heading}"]`).forEach((link) =>
      link.addEventListener("click", () => {
        search.value = "";
        selects.forEach((one) => {
          one.value = one.dataset.by === "code" ? link.dataset.pick : "";
        });
        narrow();
      }),
    );
  };

  document.querySelectorAll("[data-samples]").forEach(watch);
})();
