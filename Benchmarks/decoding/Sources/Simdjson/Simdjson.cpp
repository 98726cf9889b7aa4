#include "Simdjson.h"

#include <cmath>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

using namespace simdjson;

struct simdjson_reader {
    ondemand::parser parser;
    std::vector<std::string> names;
    std::vector<uint8_t> is_category;
    std::unordered_map<std::string_view, size_t> columns;
    std::vector<std::unordered_map<std::string, double>> codes;
    std::vector<size_t> expected;
};

extern "C" simdjson_reader *simdjson_reader_new(const char *const *names,
                                                const uint8_t *is_category, size_t columns) {
    auto *reader = new simdjson_reader;
    reader->names.reserve(columns);
    for (size_t i = 0; i < columns; i++) {
        reader->names.emplace_back(names[i]);
        reader->is_category.push_back(is_category[i]);
        reader->columns.emplace(reader->names.back(), i);
        reader->expected.push_back((i + 1) % columns);
    }
    reader->codes.resize(columns);
    return reader;
}

extern "C" void simdjson_reader_add(simdjson_reader *reader, size_t column, const char *text,
                                    double code) {
    reader->codes[column].emplace(text, code);
}

static bool read_value(simdjson_reader &reader, size_t column, ondemand::value value, double *row) {
    if (reader.is_category[column]) {
        std::string_view text;
        if (value.get_string().get(text)) return false;
        auto &codes = reader.codes[column];
        auto found = codes.find(std::string(text));
        row[column] = found == codes.end() ? NAN : found->second;
        return true;
    }
    double number;
    if (!value.get_double().get(number)) {
        row[column] = number;
        return true;
    }
    row[column] = NAN;
    return value.is_null();
}

static bool read_features(simdjson_reader &reader, ondemand::value features, double *row) {
    ondemand::array array;
    if (!features.get_array().get(array)) {
        size_t column = 0;
        for (auto element : array) {
            ondemand::value value;
            if (column == reader.names.size() || element.get(value)) return false;
            if (!read_value(reader, column++, value, row)) return false;
        }
        return column == reader.names.size();
    }
    ondemand::object object;
    if (features.get_object().get(object)) return false;
    // As ours: the order of the model first, a table for what comes in another.
    size_t next = 0;
    for (auto member : object) {
        ondemand::field field;
        if (std::move(member).get(field)) return false;
        size_t column = next;
        if (!field.key().unsafe_is_equal(reader.names[column].c_str())) {
            std::string_view key;
            if (field.unescaped_key().get(key)) return false;
            auto found = reader.columns.find(key);
            if (found == reader.columns.end()) continue;
            column = found->second;
        }
        next = reader.expected[column];
        if (!read_value(reader, column, field.value(), row)) return false;
    }
    return true;
}

extern "C" int simdjson_reader_decode(simdjson_reader *reader, const char *bytes, size_t size,
                                      size_t capacity, double *row) {
    ondemand::document document;
    if (reader->parser.iterate(padded_string_view(bytes, size, capacity)).get(document)) return 0;
    ondemand::object event;
    if (document.get_object().get(event)) return 0;
    bool has_features = false;
    for (auto member : event) {
        ondemand::field field;
        if (std::move(member).get(field)) return 0;
        auto key = field.key();
        if (key.unsafe_is_equal("features")) {
            if (!read_features(*reader, field.value(), row)) return 0;
            has_features = true;
        } else if (key.unsafe_is_equal("id")) {
            if (field.value().raw_json_token().empty()) return 0;
        } else if (key.unsafe_is_equal("ts")) {
            if (field.value().raw_json_token().empty()) return 0;
        }
    }
    return has_features;
}

extern "C" const char *simdjson_reader_kernel(void) {
    static std::string name;
    name = get_active_implementation()->name();
    return name.c_str();
}
