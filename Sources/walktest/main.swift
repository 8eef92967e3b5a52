import ArgumentParser
import Crypto
import GRDB

print(SHA256.hash(data: [1]))
