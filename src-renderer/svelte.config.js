/** Runes everywhere; svelte-check and the editor read this too. */
export default { compilerOptions: { runes: true } };
