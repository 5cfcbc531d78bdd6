// Gives every visible text of the page whose contrast against the ground that it
// stands on is below 4.5:1 (WCAG 2.2, 1.4.3), as lines that can be read.
(() => {
  const parse = (text) => {
    const n = (text.match(/[\d.]+/g) || []).map(Number);
    return { rgb: n.slice(0, 3), a: n.length > 3 ? n[3] : 1 };
  };
  const over = (top, bottom) => top.rgb.map((v, i) => v * top.a + bottom[i] * (1 - top.a));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => {
      v /= 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.a > 0) layers.push(c);
      if (c.a === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const wrong = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest("title, option, .hidden, .skip") || !e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const below = ground(e);
    const colour = parse(e instanceof SVGElement ? style.fill : style.color);
    colour.a *= Number(style.opacity);
    const [high, low] = [luminance(over(colour, below)), luminance(below)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) wrong.add(`${ratio.toFixed(2)} ${e.tagName}.${e.getAttribute("class")} "${node.data.trim().slice(0, 30)}"`);
  }
  for (const input of document.querySelectorAll("input[placeholder]")) {
    if (!input.checkVisibility()) continue;
    const style = getComputedStyle(input, "::placeholder");
    const below = ground(input);
    const colour = parse(style.color);
    colour.a *= Number(style.opacity);
    const [high, low] = [luminance(over(colour, below)), luminance(below)].sort((a, b) => b - a);
    if ((high + 0.05) / (low + 0.05) < 4.5) wrong.add(`placeholder "${input.placeholder}"`);
  }
  return [...wrong];
})()
