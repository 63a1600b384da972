// What oneDNN's kernels find above them: the sub-group functions of Intel's extensions, which PoCL 3.1 lacks, on
// work-groups. POCL_SUB_GROUP is defined before this text. Right only where all sub-groups of a work-group take the
// same path, as they do in oneDNN's kernels.
#pragma clang diagnostic ignored "-Wmacro-redefined"
#ifdef GWS_SGS_DEFAULT
#define POCL_GWS_SG GWS_SGS_DEFAULT
#else
#define POCL_GWS_SG 16
#endif
#define intel_reqd_sub_group_size(x) unused
inline uint pocl_lid(void) {
    return (uint)(get_local_id(0)
            + get_local_size(0)
                    * (get_local_id(1) + get_local_size(1) * get_local_id(2)));
}
#define get_sub_group_local_id() (pocl_lid() % POCL_SUB_GROUP)
#define get_sub_group_id() (pocl_lid() / POCL_SUB_GROUP)
#define get_sub_group_size() ((uint)POCL_SUB_GROUP)
#define get_max_sub_group_size() ((uint)POCL_SUB_GROUP)
inline float __attribute__((overloadable)) POCL_LOAD(float x) { return x; }
inline float __attribute__((overloadable)) POCL_LOAD(ushort x) { // bf16
    return as_float((uint)x << 16);
}
inline float POCL_HALF_LOAD(const __global half *p, uint i) {
    return vload_half(i, p);
}
// PoCL renames min and max by macros, before oneDNN pastes them
#define float__cl_min float_min
#define float__cl_max float_max
#define int__cl_min int_min
#define int__cl_max int_max
#define double__cl_min double_min
#define double__cl_max double_max
#define atomic_fetch__cl_min_explicit atomic_fetch_min_explicit
#define atomic_fetch__cl_max_explicit atomic_fetch_max_explicit
#define atomic_min_global atomic__cl_min_global
#define atomic_max_global atomic__cl_max_global
#define atomic_add_global _cl_atomic_add_global
#define atomic_sub_global _cl_atomic_sub_global
// Between the work-items: through memory the layer maps at a fixed address (the
// kernels run in its process), with barriers of the whole work-group; right
// where all of a work-group's sub-groups take the same path.
inline uint pocl_lsz(void) {
    return (uint)(get_local_size(0) * get_local_size(1) * get_local_size(2));
}
// A work-group runs in one thread: its slots are told by the thread's pointer.
inline ulong pocl_slot(uint l) {
    ulong t;
#ifdef __x86_64__
    __asm__ volatile("mov %%fs:0, %0" : "=r"(t));
#else
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(t));
#endif
    return 0x510000000000UL + (((t >> 21 & 4095) << 12) + l) * 64;
}
#define POCL_PUT(T, x) \
    *(__global volatile T *)pocl_slot(pocl_lid()) = x; \
    barrier(CLK_GLOBAL_MEM_FENCE)
#define POCL_GET(T, l) (*(__global volatile T *)pocl_slot(l))
#define POCL_SHUFFLE(T) \
    inline T __attribute__((overloadable)) pocl_shuffle(T x, int i, uint sg) { \
        POCL_PUT(T, x); \
        T r = POCL_GET(T, pocl_lid() / sg * sg + ((uint)i) % sg); \
        barrier(CLK_GLOBAL_MEM_FENCE); \
        return r; \
    } \
    inline T __attribute__((overloadable)) \
    pocl_shuffle_down(T x, T y, uint d, uint sg) { \
        uint i = pocl_lid() % sg + d; \
        T a = pocl_shuffle(x, (int)i, sg), b = pocl_shuffle(y, (int)i, sg); \
        return i < sg ? a : b; \
    }
#define POCL_REDUCE(T, name, op) \
    inline T __attribute__((overloadable)) pocl_##name(T x, uint sg) { \
        POCL_PUT(T, x); \
        uint l = pocl_lid() / sg * sg, n = pocl_lsz(); \
        if (n > l + sg) n = l + sg; \
        T a = POCL_GET(T, l); \
        for (uint i = l + 1; i < n; i++) { \
            T b = POCL_GET(T, i); \
            a = op; \
        } \
        barrier(CLK_GLOBAL_MEM_FENCE); \
        return a; \
    }
#define POCL_CROSS(T) \
    POCL_SHUFFLE(T) \
    POCL_REDUCE(T, add, a + b) \
    POCL_REDUCE(T, mx, a > b ? a : b) \
    POCL_REDUCE(T, mn, a < b ? a : b)
POCL_CROSS(float)
POCL_CROSS(int)
POCL_CROSS(uint)
POCL_CROSS(long)
POCL_CROSS(ulong)
POCL_CROSS(short)
POCL_CROSS(ushort)
POCL_CROSS(char)
POCL_CROSS(uchar)
#ifdef cl_khr_fp64
POCL_CROSS(double)
#endif
#define intel_sub_group_shuffle(x, i) pocl_shuffle(x, i, POCL_SUB_GROUP)
#define intel_sub_group_shuffle_down(x, y, d) \
    pocl_shuffle_down(x, y, d, POCL_SUB_GROUP)
#define sub_group_broadcast(x, i) pocl_shuffle(x, i, POCL_SUB_GROUP)
#define sub_group_reduce_add(x) pocl_add(x, POCL_SUB_GROUP)
#define sub_group_reduce_max(x) pocl_mx(x, POCL_SUB_GROUP)
#define sub_group_reduce_min(x) pocl_mn(x, POCL_SUB_GROUP)
#define work_group_reduce_add(x) pocl_add(x, pocl_lsz())
#define work_group_reduce_max(x) pocl_mx(x, pocl_lsz())
#define work_group_reduce_min(x) pocl_mn(x, pocl_lsz())
#define sub_group_barrier(x) barrier(x)
// block reads and writes
#define POCL_BLOCK(T, P, N, sfx) \
    T __attribute__((overloadable)) pocl_br##sfx( \
            const __global P *p, uint l, uint sg) { \
        T r; \
        for (int i = 0; i < N; i++) ((P *)&r)[i] = p[l + i * sg]; \
        return r; \
    } \
    void __attribute__((overloadable)) pocl_bw##sfx( \
            __global P *p, T v, uint l, uint sg) { \
        for (int i = 0; i < N; i++) p[l + i * sg] = ((P *)&v)[i]; \
    } \
    T __attribute__((overloadable)) pocl_br##sfx( \
            const __local P *p, uint l, uint sg) { \
        T r; \
        for (int i = 0; i < N; i++) ((P *)&r)[i] = p[l + i * sg]; \
        return r; \
    } \
    void __attribute__((overloadable)) pocl_bw##sfx( \
            __local P *p, T v, uint l, uint sg) { \
        for (int i = 0; i < N; i++) p[l + i * sg] = ((P *)&v)[i]; \
    }
#define POCL_BLOCKS(P, sfx) \
    POCL_BLOCK(P, P, 1, sfx) \
    POCL_BLOCK(P##2, P, 2, sfx##2) \
    POCL_BLOCK(P##4, P, 4, sfx##4) \
    POCL_BLOCK(P##8, P, 8, sfx##8)
POCL_BLOCKS(uint, _ui)
POCL_BLOCKS(ushort, _us)
POCL_BLOCKS(uchar, _uc)
POCL_BLOCK(uchar16, uchar, 16, _uc16)
POCL_BLOCKS(ulong, _ul)
#define POCL_BR(n, p) pocl_br##n(p, get_sub_group_local_id(), POCL_SUB_GROUP)
#define POCL_BW(n, p, v) pocl_bw##n(p, v, get_sub_group_local_id(), POCL_SUB_GROUP)
#define intel_sub_group_block_read(p) POCL_BR(_ui, p)
#define intel_sub_group_block_read2(p) POCL_BR(_ui2, p)
#define intel_sub_group_block_read4(p) POCL_BR(_ui4, p)
#define intel_sub_group_block_read8(p) POCL_BR(_ui8, p)
#define intel_sub_group_block_write(p, v) POCL_BW(_ui, p, v)
#define intel_sub_group_block_write2(p, v) POCL_BW(_ui2, p, v)
#define intel_sub_group_block_write4(p, v) POCL_BW(_ui4, p, v)
#define intel_sub_group_block_write8(p, v) POCL_BW(_ui8, p, v)
#define intel_sub_group_block_read_us(p) POCL_BR(_us, p)
#define intel_sub_group_block_read_us2(p) POCL_BR(_us2, p)
#define intel_sub_group_block_read_us4(p) POCL_BR(_us4, p)
#define intel_sub_group_block_read_us8(p) POCL_BR(_us8, p)
#define intel_sub_group_block_write_us(p, v) POCL_BW(_us, p, v)
#define intel_sub_group_block_write_us2(p, v) POCL_BW(_us2, p, v)
#define intel_sub_group_block_write_us4(p, v) POCL_BW(_us4, p, v)
#define intel_sub_group_block_write_us8(p, v) POCL_BW(_us8, p, v)
#define intel_sub_group_block_read_uc(p) POCL_BR(_uc, p)
#define intel_sub_group_block_read_uc2(p) POCL_BR(_uc2, p)
#define intel_sub_group_block_read_uc4(p) POCL_BR(_uc4, p)
#define intel_sub_group_block_read_uc8(p) POCL_BR(_uc8, p)
#define intel_sub_group_block_write_uc(p, v) POCL_BW(_uc, p, v)
#define intel_sub_group_block_write_uc2(p, v) POCL_BW(_uc2, p, v)
#define intel_sub_group_block_write_uc4(p, v) POCL_BW(_uc4, p, v)
#define intel_sub_group_block_write_uc8(p, v) POCL_BW(_uc8, p, v)
#define intel_sub_group_block_read_ul(p) POCL_BR(_ul, p)
#define intel_sub_group_block_read_ul2(p) POCL_BR(_ul2, p)
#define intel_sub_group_block_read_ul4(p) POCL_BR(_ul4, p)
#define intel_sub_group_block_read_ul8(p) POCL_BR(_ul8, p)
#define intel_sub_group_block_write_ul(p, v) POCL_BW(_ul, p, v)
#define intel_sub_group_block_write_ul2(p, v) POCL_BW(_ul2, p, v)
#define intel_sub_group_block_write_ul4(p, v) POCL_BW(_ul4, p, v)
#define intel_sub_group_block_write_ul8(p, v) POCL_BW(_ul8, p, v)
#define intel_sub_group_block_read_uc16(p) POCL_BR(_uc16, p)
#define intel_sub_group_block_write_uc16(p, v) POCL_BW(_uc16, p, v)
