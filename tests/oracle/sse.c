/* SSE2 to SSE4.2 intrinsics, aligned and unaligned, string instructions, AES-free; vector extensions of GCC. */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef int v4si __attribute__((vector_size(16)));
typedef float v8sf __attribute__((vector_size(32)));

static void print(const char *name, __m128i v)
{
    uint32_t w[4];
    _mm_storeu_si128((__m128i *)w, v);
    printf("%s %08x %08x %08x %08x\n", name, w[0], w[1], w[2], w[3]);
}

__attribute__((noinline)) static float dot(const float *a, const float *b, int n)
{
    __m128 s = _mm_setzero_ps();
    for (int i = 0; i < n; i += 4)
        s = _mm_add_ps(s, _mm_mul_ps(_mm_loadu_ps(a + i), _mm_load_ps(b + i)));
    s = _mm_hadd_ps(s, s);
    return _mm_cvtss_f32(_mm_hadd_ps(s, s));
}

__attribute__((noinline)) static v4si gcc_vector(v4si a, v4si b) { v4si m = a > b; return (m & (a * 3)) | (~m & (b - a)); }
__attribute__((noinline)) static v8sf wide_vector(v8sf a, v8sf b) { return a * b + a; }

int main(void)
{
    _Alignas(64) char bytes[80];
    _Alignas(16) float x[16], y[16];
    for (int i = 0; i < 80; i++)
        bytes[i] = (char)(i * 11);
    for (int i = 0; i < 16; i++)
        x[i] = (float)i * 0.5f, y[i] = (float)(16 - i);
    __m128i a = _mm_load_si128((__m128i *)bytes), b = _mm_loadu_si128((__m128i *)(bytes + 17));
    print("add", _mm_add_epi8(a, b));
    print("adds", _mm_adds_epi16(a, b));
    print("mul", _mm_mulhi_epi16(a, b));
    print("madd", _mm_madd_epi16(a, b));
    print("sad", _mm_sad_epu8(a, b));
    print("avg", _mm_avg_epu8(a, b));
    print("cmp", _mm_cmpgt_epi8(a, b));
    print("shift", _mm_slli_epi32(_mm_srli_epi64(a, 3), 5));
    print("shuffle", _mm_shuffle_epi32(a, 0x1b));
    print("unpack", _mm_unpackhi_epi8(a, b));
    print("pack", _mm_packus_epi16(a, b));
    print("pshufb", _mm_shuffle_epi8(a, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, 11, 12, 13, 14, 15)));
    print("align", _mm_alignr_epi8(a, b, 5));
    print("abs", _mm_abs_epi8(a));
    print("maddubs", _mm_maddubs_epi16(a, b));
    print("min", _mm_min_epu32(a, b));
    print("mullo", _mm_mullo_epi32(a, b));
    print("blend", _mm_blendv_epi8(a, b, _mm_set1_epi16(0x80)));
    print("cvt", _mm_cvtepi8_epi32(a));
    print("insert", _mm_insert_epi32(a, 77, 2));
    printf("%d %d %d\n", _mm_movemask_epi8(a), _mm_extract_epi16(b, 3), _mm_testz_si128(a, b));
    printf("%d %d\n", _mm_cmpistri(a, b, _SIDD_CMP_EQUAL_ANY), _mm_cmpestri(a, 9, b, 12, _SIDD_CMP_EQUAL_EACH));
    printf("%x %llx\n", _mm_crc32_u32(1, 0x12345678), (unsigned long long)_mm_crc32_u64(1, 0x123456789abcdef));
    printf("%d %lld\n", _mm_popcnt_u32(0xf0f0), (long long)_mm_popcnt_u64(~0ull));
    printf("%g %g\n", dot(x, y, 16), dot(x + 1, y, 12));
    __m128d d = _mm_set_pd(2.5, -7.75);
    printf("%d %d %g\n", _mm_cvtsd_si32(d), _mm_cvttsd_si32(d), _mm_cvtsd_f64(_mm_round_sd(d, d, 1)));
    printf("%g %g\n", _mm_cvtsd_f64(_mm_sqrt_pd(_mm_set1_pd(2))), _mm_cvtsd_f64(_mm_dp_pd(d, d, 0x31)));
    _mm_stream_si128((__m128i *)bytes, b);
    _mm_sfence();
    _mm_prefetch(bytes + 64, _MM_HINT_T0);
    printf("%d\n", memcmp(bytes, bytes + 17, 16));
    v4si p = {1, 20, 3, 40}, q = {10, 2, 30, 4}, r = gcc_vector(p, q);
    printf("%d %d %d %d\n", r[0], r[1], r[2], r[3]);
    v8sf w = wide_vector((v8sf){1, 2, 3, 4, 5, 6, 7, 8}, (v8sf){8, 7, 6, 5, 4, 3, 2, 1});
    printf("%g %g\n", w[0], w[7]);
    unsigned mxcsr = _mm_getcsr();
    _MM_SET_ROUNDING_MODE(_MM_ROUND_UP);
    volatile float third = 1.0f, three = 3.0f;
    printf("%a\n", third / three);
    _mm_setcsr(mxcsr);
    printf("%a\n", third / three);
    return 0;
}
/* flags: -msse4.2 -mpopcnt */
