"use strict";
(() => {
  const MANY = 40;
  const OF_EACH = 3;
  const plain = (text) => text.toLowerCase().replaceAll("\u202f", "");

  const watch = (part) => {
    const rows = Array.from(part.querySelectorAll("tbody tr"));
    const search = part.querySelector("input[type=search]");
    const selects = Array.from(part.querySelectorAll("select"));
    const status = part.querySelector("[role=status]");
    const table = part.querySelector("table");
    const nothing = part.querySelector(".nothing");
    const more = part.querySelector(".more");
    let texts = null;
    let all = rows.length <= MANY;

    const seen = {};
    let chosen = 0;
    const first = rows.map((row) => {
      const group = JSON.stringify([row.dataset.kind, row.dataset.code, row.dataset.field]);
      seen[group] = (seen[group] || 0) + 1;
      chosen += Number(seen[group] <= OF_EACH);
      return seen[group] <= OF_EACH && chosen <= MANY;
    });

    const narrow = () => {
      texts = texts || rows.map((row) => plain(row.textContent));
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      const few = !all && !words.length && selects.every((one) => !one.value);
      let shown = 0;
      rows.forEach((row, place) => {
        const fits =
          (!few || first[place]) &&
          selects.every((one) => !one.value || row.dataset[one.dataset.by] === one.value) &&
          words.every((word) => texts[place].includes(word));
        row.hidden = !fits;
        shown += Number(fits);
      });
      table.hidden = !shown;
      nothing.hidden = Boolean(shown);
      more.hidden = !few || shown === rows.length;
      status.textContent = `${shown} of ${rows.length} shown`;
    };

    more.addEventListener("click", () => {
      const next = rows.find((row) => row.hidden);
      all = true;
      narrow();
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
    });

    search.addEventListener("input", narrow);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        search.value = "";
        narrow();
      }
    });
    selects.forEach((one) => one.addEventListener("change", narrow));
    part.querySelector(".controls").hidden = false;
    if (!all) {
      narrow();
    }

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
