DROP TABLE messages;
DROP TABLE notices;
