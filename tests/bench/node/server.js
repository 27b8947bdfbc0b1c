// Node's `ws` and nothing else. Commands come by lines on standard input, as tests/bench/lines.py says.
const readline = require("node:readline");
const { WebSocketServer } = require("ws");

const WORDS = ["evidence", "careers", "learner", "destination", "encounter", "workplace", "adviser", "governor"];

function payload(size, seq) {
  const words = [];
  for (let n = 0, at = seq % 97; n < size / 9; n++) words.push(WORDS[(at = (at * 31 + 7) % 97) % 8]);
  return `{"epoch":"node","seq":${seq},"content":"${words.join(" ")}`.padEnd(size - 2).slice(0, size - 2) + '"}';
}

let hello = '{"seq":0}';
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false, backlog: 4096 });
server.on("connection", (socket) => socket.send(hello));
server.on("listening", () => console.log(JSON.stringify({ port: server.address().port })));
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [kind, size, seq] = line.split(" ");
  const text = payload(Number(size), Number(seq || 0));
  if (kind === "hello") {
    hello = text;
    return console.log(0);
  }
  const began = process.hrtime.bigint();
  for (const socket of server.clients) socket.send(text);
  console.log(String(began));
}).on("close", () => process.exit(0));
