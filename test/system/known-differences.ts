/**
 * Where the model and a recording still part, by cause. A comparison that no longer differs must leave the list, or
 * the test fails: it only ever gets shorter.
 */
export const knownDifferences: Readonly<Record<string, readonly string[]>> = {
  "B: a region that wraps past 2^64 is a node of the allocator's tree": [
    "m_wrap.linux-6.12 allocator c100000.mwa",
    "m_wrap.linux-6.12 allocator c101000.mwb",
    "m_wrap.linux-6.12 allocator c102000.mwc",
    "m_wrap.linux-6.12 allocator c103000.mwd",
    "m_wrap.linux-6.12 allocator c104000.mwe",
    "m_wrap.linux-6.12 firstPage c100000.mwa",
    "m_wrap.linux-6.12 firstPage c101000.mwb",
    "m_wrap.linux-6.12 firstPage c103000.mwd",
    "m_wrap.linux-6.12 messages",
    "m_wrap.linux-7.3 allocator c100000.mwa",
    "m_wrap.linux-7.3 allocator c101000.mwb",
    "m_wrap.linux-7.3 allocator c102000.mwc",
    "m_wrap.linux-7.3 allocator c103000.mwd",
    "m_wrap.linux-7.3 allocator c104000.mwe",
    "m_wrap.linux-7.3 firstPage c100000.mwa",
    "m_wrap.linux-7.3 firstPage c101000.mwb",
    "m_wrap.linux-7.3 firstPage c103000.mwd",
    "m_wrap.linux-7.3 messages",
    "r10 allocator c10b000.d11",
    "r10 firstPage c10b000.d11",
    "r14 allocator c109000.d09",
    "r20 allocator c123000.d35",
    "r5 allocator c121000.d33",
    "r5 firstPage c121000.d33",
  ],
};
