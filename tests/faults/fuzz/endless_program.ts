/** In the place of `program.ts`: an input that is never done with. */
console.log("TRY 7");
while (true);
