/** The page that opens an image or numbers and shows what the model says, as text. */

/** What `index.html` holds. */
export function pageOf(title: string): string {
  const name = title.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
  #drop { border: 2px dashed #888; border-radius: 8px; padding: 1.5rem; text-align: center; }
  img { max-width: 100%; max-height: 16rem; display: block; margin: 1rem auto; }
  textarea { width: 100%; box-sizing: border-box; } td { padding: 0 1rem 0 0; } meter { width: 12rem; }
</style>
<h1>${name}</h1>
<p id="status">Loading ...</p>
<div id="drop"><label>Drop an image here, or choose one: <input id="file" type="file" accept="image/*"></label></div>
<details><summary>Numbers instead</summary>
<p><textarea id="numbers" rows="4" placeholder="[0.1, 0.2, ...]"></textarea></p><button id="run">Predict</button></details>
<img id="shown" alt="" hidden>
<table id="scores"></table>
<script>
  // Where the page is opened as a file, the module below is not even begun.
  if (location.protocol === "file:") {
    document.getElementById("status").textContent =
      "A browser loads a network from a server alone. Serve this folder, as by python3 -m http.server, and open its address.";
  }
</script>
<script type="module">
  import { load } from "./predict.js";
  const at = (id) => document.getElementById(id), wanted = new URLSearchParams(location.search).get("backend") ?? "auto";
  const say = (text) => at("status").textContent = text;
  try {
    const model = await load({ backend: wanted }), [first] = Object.values(model.inputs);
    const ready = "Ready on " + model.backend + "; an input is [" + first.shape + "].";
    at("drop").hidden = first.shape.length !== 3;
    const show = async (input) => {
      say("Predicting ...");
      try {
        const { scores, prediction } = await model.predict(input);
        const rows = scores ?? Array.from(prediction.data ?? [], (score, label) => ({ name: label, score })).slice(0, 20);
        at("scores").replaceChildren(...rows.map(({ name, score }) => {
          const row = document.createElement("tr"), meter = document.createElement("meter");
          row.insertCell().textContent = name;
          if (scores) meter.value = score, row.insertCell().append(meter);
          row.insertCell().textContent = scores ? (100 * score).toFixed(1) + " %" : String(score);
          return row;
        }));
        say(ready);
      } catch (error) {
        say(error.message);
      }
    };
    const open = (file) => {
      if (!file) return;
      URL.revokeObjectURL(at("shown").src);
      Object.assign(at("shown"), { src: URL.createObjectURL(file), hidden: false });
      return show(file);
    };
    at("file").onchange = ({ target }) => open(target.files[0]);
    at("drop").ondragover = (event) => event.preventDefault();
    at("drop").ondrop = (event) => (event.preventDefault(), open(event.dataTransfer.files[0]));
    at("run").onclick = () => {
      try {
        show(JSON.parse(at("numbers").value));
      } catch (error) {
        say(error.message);
      }
    };
    say(ready);
  } catch (error) {
    say(error.message);
  }
</script>
</html>
`;
}
