#include "recurrent/segments.hpp"

#include "fixture.hpp"

#include "core/error.hpp"

using namespace nrnn_test;

namespace {

// Segments with the memory they need and not a byte more.
class segments_of {
public:
    segments_of(const std::vector<int32_t> &lengths, size_t steps)
        : memory_(nrnn::sequence_segments::memory_bytes(steps, lengths.size())),
          segments_(lengths.data(), steps, lengths.size(), memory_.data()) {}

    const nrnn::sequence_segments *operator->() const { return &segments_; }
    const nrnn::segment &operator[](size_t index) const { return segments_[index]; }

private:
    std::vector<char> memory_;
    nrnn::sequence_segments segments_;
};

TEST(segments, one_is_cut_where_each_length_ends) {
    const segments_of s({3, 5, 1, 0, 3}, 6);
    ASSERT_EQ(3u, s->count());
    const size_t expected[3][5] = {{0, 1, 4, 0, 4}, {1, 2, 3, 4, 8}, {3, 2, 1, 10, 11}};
    for (size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(expected[i][0], s[i].first_step);
        EXPECT_EQ(expected[i][1], s[i].steps);
        EXPECT_EQ(expected[i][2], s[i].rows);
        EXPECT_EQ(expected[i][3], s[i].first_token);
        EXPECT_EQ(expected[i][4], s[i].first_state);
    }
    EXPECT_EQ(12u, s->tokens());
    EXPECT_EQ(12u, s->states());
    EXPECT_EQ(5u, s->longest());
    EXPECT_EQ(4u, s->rows());
}

TEST(segments, rows_are_sorted_by_falling_length_and_keep_their_order) {
    const segments_of s({3, 5, 1, 0, 3}, 6);
    const size_t order[] = {1, 0, 4, 2, 3};
    for (size_t rank = 0; rank < 5; ++rank) {
        EXPECT_EQ(order[rank], s->row(rank));
        EXPECT_EQ(rank, s->rank(order[rank]));
    }
    EXPECT_EQ(&s[1], &s->last_of(4));
    EXPECT_EQ(&s[2], &s->last_of(1));
}

TEST(segments, equal_lengths_are_one_and_none_is_none) {
    const segments_of equal({4, 4, 4}, 9);
    ASSERT_EQ(1u, equal->count());
    EXPECT_EQ(12u, equal->tokens());
    const segments_of nothing({0, 0}, 9);
    EXPECT_EQ(0u, nothing->count());
    EXPECT_EQ(0u, nothing->tokens());
    EXPECT_EQ(0u, nothing->states());
    EXPECT_EQ(0u, nothing->rows());
}

TEST(segments, every_token_has_a_place_of_its_own) {
    const auto lengths = random_ids(37, 3, 12);
    const segments_of s(lengths, 15);
    std::vector<int> taken(s->tokens());
    for (size_t row = 0; row < lengths.size(); ++row)
        for (size_t step = 0; step < s->length(row); ++step)
            ++taken.at(s->token(step, s->rank(row)));
    EXPECT_EQ(std::vector<int>(s->tokens(), 1), taken);
}

TEST(segments, lengths_outside_the_steps_are_refused_by_name) {
    for (const int32_t wrong : {-1, 5}) {
        const std::vector<int32_t> lengths{4, wrong, 0};
        try {
            nrnn::all_steps_valid(lengths.data(), 4, lengths.size());
            FAIL() << wrong;
        } catch (const nrnn::error &e) {
            EXPECT_EQ(NRNN_INVALID_ARGUMENT, e.code());
            EXPECT_NE(std::string(e.what()).find("row 1 has " + std::to_string(wrong)), std::string::npos) << e.what();
        }
    }
    const std::vector<int32_t> full{4, 4}, padded{4, 0};
    EXPECT_TRUE(nrnn::all_steps_valid(full.data(), 4, 2));
    EXPECT_FALSE(nrnn::all_steps_valid(padded.data(), 4, 2));
}

} // namespace
