/** Everything that set-up says goes to standard error: standard output belongs to the program. */
export function say(words) {
  process.stderr.write(`vigie: ${words}\n`);
}
