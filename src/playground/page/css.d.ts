/** Styles are the bundler's: importing one gives nothing. */
declare module "*.css";
