/** The schema of a profile; the published JSON Schema is made from it, so descriptions here are its documentation. */
import * as z from "zod";
import { oneNeed, spaceKeys } from "../plan/schema.js";

const NAME = /^[a-z][a-z0-9.-]{0,63}$/;
const COMPATIBLE = /^[^\s,]+,[^\s]+$/;

const sourceSchema = z.strictObject({
  file: z.string().min(1).describe("A kernel file, a binding or another document."),
  release: z.string().min(1).describe("The release in which it was read."),
  says: z.string().min(1).optional().describe("What it says, in a sentence."),
});

const childSchema = z
  .strictObject({
    "function-id": z.int().min(0).max(0xffffffff).optional().describe("Its id in the device's `iommu-map`."),
    "stream-id": z.int().min(0).max(0xffffffff).optional().describe("The first cell of its entry in `iommus`."),
    "sub-node": z
      .string()
      .regex(/^[A-Za-z0-9,._+-]{1,31}$/, { error: "a sub-node is a node's name without its unit address" })
      .optional()
      .describe("The name of its sub-node, without the unit address."),
    name: z
      .string()
      .regex(NAME, { error: "a name is lower-case letters, digits, '-' and '.'" })
      .optional()
      .describe("Its name in reports; a sub-node has its own."),
    inherits: z.enum(["node", "streams"]).default("node").describe("As in a plan."),
    ...spaceKeys,
  })
  .check(oneNeed())
  .superRefine(
    (value, context) => {
      const ways = ["function-id", "stream-id", "sub-node"].filter((key) => Object.hasOwn(value, key));
      if (ways.length !== 1) {
        const message = "a child is identified by one of 'function-id', 'stream-id' and 'sub-node'";
        context.addIssue({ code: "custom", message, path: [] });
      } else if (ways[0] !== "sub-node" && !Object.hasOwn(value, "name")) {
        context.addIssue({ code: "custom", message: "'name' is missing", path: [] });
      }
    },
    { when: () => true },
  );

const deviceSchema = z
  .strictObject({
    compatible: z
      .array(z.string().regex(COMPATIBLE, { error: "a compatible string is 'vendor,model'" }))
      .min(1)
      .describe("Nodes with any of these are matched."),
    sources: z.array(sourceSchema).min(1).describe("Where the numbers were read."),
    children: z.array(childSchema).optional().describe("The devices that its driver creates, where a board has them."),
    ...spaceKeys,
  })
  .check(oneNeed());

export const profileSchema = z
  .strictObject({
    version: z.literal(1, { error: "'version' must be 1" }).describe("Version of this format: 1."),
    name: z
      .string()
      .regex(NAME, { error: "a name is lower-case letters, digits, '-' and '.'" })
      .describe("`--profile NAME`."),
    title: z.string().min(1).max(200).describe("What it is for, in one line."),
    devices: z.array(deviceSchema).min(1).describe("Devices and what they need."),
  })
  .meta({ title: "Profile of iova-plan (*.iova-profile.yaml)" });

export type ProfileValues = z.output<typeof profileSchema>;

/** The JSON Schema (draft 2020-12) of the file as written. */
export const profileJsonSchema = (): object => z.toJSONSchema(profileSchema, { io: "input", target: "draft-2020-12" });
